"""The office: people and roles, source files in work, drafts awaiting confirmation and approval, jobs.

Services (`<entity>_<action>`) write, selectors read; faces import those and never the models.
"""

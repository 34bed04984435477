"""What changes the office: `<entity>_<action>`, keyword-only, one file a subject."""

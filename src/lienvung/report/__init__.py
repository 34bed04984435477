"""From records to what people carry to a meeting: the review report, the leader's sheet, workbooks, reminders."""

"""The face for operators and inspectors: one file a command, loaded only when it is named."""

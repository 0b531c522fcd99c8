"""Slack: the chat port, what people type and press, messages as blocks. Guards that nothing is posted there twice."""

"""Discord: the chat port, what people type and press, messages as embeds. Guards that nothing is posted there twice."""

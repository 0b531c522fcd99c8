"""A language model of any server that speaks OpenAI's chat completions."""

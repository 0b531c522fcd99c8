"""Async use cases: load, pure decision, save or show. They know ports, never adapters."""

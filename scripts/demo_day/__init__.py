"""The demo's made-up day: its story, the controller that plays it, the forms it speaks in."""

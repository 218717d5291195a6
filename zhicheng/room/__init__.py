"""The closed room: one session out on a laptop without network, its signed result back: docs/decisions/closed-room.md."""

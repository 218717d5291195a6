"""Messages to people: in the system and by SMS; outbox."""

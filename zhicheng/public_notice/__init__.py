"""Public notices (公示): periods, places, proof of posting, objections."""

"""The sealed ballot: checks of what browsers send. Nothing here encrypts a choice or holds a secret.

docs/decisions/ballot.md says who is trusted with what, docs/formats/tally.md how every byte is made.
"""

"""What is done with the ledger: each public function one whole act."""

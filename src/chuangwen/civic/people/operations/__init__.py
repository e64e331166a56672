"""What is done with accounts: each public function one whole act."""

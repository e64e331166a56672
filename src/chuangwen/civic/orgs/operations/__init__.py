"""What is done with units, bodies and roles: each public function one whole act."""

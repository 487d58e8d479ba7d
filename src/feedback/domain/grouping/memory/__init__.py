"""What is kept from night to night, and the values a night works on."""

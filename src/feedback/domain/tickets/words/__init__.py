"""The customer's words: out of forwards, quotations, transcripts, forms and signatures."""

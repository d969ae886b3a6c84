SELECT content FROM blob WHERE hash = $hash;

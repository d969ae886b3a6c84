DELETE FROM blob WHERE hash = $hash;

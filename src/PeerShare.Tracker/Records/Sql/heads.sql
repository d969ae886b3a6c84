SELECT millis, counter, origin FROM head;

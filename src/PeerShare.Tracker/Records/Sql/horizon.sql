SELECT millis, counter, origin FROM horizon;

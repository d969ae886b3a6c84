// Tests wait more than they work: more of them at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]

// Each test thread that computes would get threads of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

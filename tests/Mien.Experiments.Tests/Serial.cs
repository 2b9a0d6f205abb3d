// Each test thread that computes would get threads of its own, and live tensors are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

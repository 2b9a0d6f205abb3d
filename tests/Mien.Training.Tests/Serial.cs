// Dropout draws from libtorch's one generator, and live tensors are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// A variable of the environment is one for the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Commands set the product type of the whole process, as they do in a program of their own.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

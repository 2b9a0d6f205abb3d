using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Tests;

/// <summary>The runtime counts allocations of the whole process, so nothing may run beside these tests.</summary>
[CollectionDefinition(nameof(DataLoaderAllocationTests), DisableParallelization = true)]
[Collection(nameof(DataLoaderAllocationTests))]
public sealed class DataLoaderAllocationTests
{
    [Fact]
    public void Later_epochs_allocate_next_to_nothing()
    {
        using var tree = PictureTree.WithTwoClasses();
        var augment = new TransformPipeline(
            [new HorizontalFlip(), new ShiftScaleRotate { Probability = 1 }, new RandomBrightnessContrast { Probability = 1 }]);
        using var loader = new DataLoader(
            FolderDataset.Read(tree.Root), Preprocessing.ImageNet(24), new LoaderOptions { BatchSize = 3, Workers = 1, Augment = augment, Shuffle = true });
        loader.Prepare(cancellationToken: TestContext.Current.CancellationToken);
        Drain(loader, epochs: 20);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Drain(loader, epochs: 200);
        var perSample = (GC.GetTotalAllocatedBytes(precise: true) - before) / (200.0 * 9);

        // An epoch costs a thread, its order and its queue, which only nine samples share here: about 300 bytes each. One picture
        // of 24x24 made anew per sample would be 1,728 bytes more.
        Assert.InRange(perSample, 0, 1000);
    }

    private static void Drain(DataLoader loader, int epochs)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var _ in loader.Epoch(epoch))
            {
            }
        }
    }
}

using Mien.Core;

namespace Mien.Data.Tests;

public sealed class FaceDatasetTests
{
    private static readonly FaceDataset Dataset = new()
    {
        Root = "/data",
        Labels = new LabelSet(["contempt", "happy", "sad"]),
        Samples = [new("happy/a.png", 1, SizeBytes: 100), new("sad/b.png", 2, SizeBytes: 200)],
    };

    [Fact]
    public void The_fingerprint_is_that_of_the_documented_lines() =>
        // sha256 of "mien dataset 1\nclass\0contempt\nclass\0happy\nclass\0sad\n1\0" "100\0happy/a.png\n2\0" "200\0sad/b.png\n"
        Assert.Equal("1dd1a2193cfcdb98dae3a5df102ae81ae7742d99d723974dabaf7a85d357fb8f", Dataset.Fingerprint);

    [Fact]
    public void The_fingerprint_does_not_depend_on_where_the_folder_lies() =>
        Assert.Equal(Dataset.Fingerprint, (Dataset with { Root = "/elsewhere" }).Fingerprint);

    [Fact]
    public void The_fingerprint_depends_on_names_sizes_labels_and_classes()
    {
        FaceDataset[] others =
        [
            With(new Sample("happy/c.png", 1, 100)),
            With(new Sample("happy/a.png", 1, 101)),
            With(new Sample("happy/a.png", 0, 100)),
            Dataset with { Labels = new LabelSet(["contempt", "happy", "sadness"]) },
        ];

        Assert.DoesNotContain(Dataset.Fingerprint, others.Select(other => other.Fingerprint));
        Assert.Distinct(others.Select(other => other.Fingerprint));
    }

    [Fact]
    public void Another_class_order_renumbers_the_samples_by_name()
    {
        var renumbered = Dataset.WithLabels(new LabelSet(["sad", "happy"]));

        Assert.Equal([1, 0], renumbered.Samples.Select(sample => sample.Label));
        Assert.Equal(["sad", "happy"], renumbered.Labels.Names);
    }

    [Fact]
    public void A_class_with_pictures_that_the_other_order_lacks_is_refused()
    {
        var error = Assert.Throws<MienException>(() => Dataset.WithLabels(new LabelSet(["happy", "anger"])));

        Assert.Contains("also has pictures of sad", error.Message, StringComparison.Ordinal);
    }

    private static FaceDataset With(Sample first) => Dataset with { Samples = [first, Dataset.Samples[1]] };
}

using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Tests.Tables;

public sealed class DatasetAnnotationsTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Valence_arousal_and_votes_come_to_the_pictures_of_a_split()
    {
        AddPictures("train/");
        _tree.AddFile("annotations.csv", """
            filename,label,valence,arousal,identity,soft_happiness,soft_sad,soft_unknown
            train/happy/1.png,happy,0.5,-0.25,,0.5,0.25,0.25
            train/sad/2.png,sad,,0.75,,,,
            val/happy/9.png,happy,1,1,,1,0,0

            """);

        var dataset = DatasetAnnotations.Attach(FolderDataset.Read(_tree.Root));

        Assert.Equal((0.5f, -0.25f), (dataset.Samples[0].Valence, dataset.Samples[0].Arousal));
        // "happiness" is the class happy; the quarter of "unknown" is left out, and the rest adds up to 1 again.
        Assert.Equal([2f / 3, 1f / 3], dataset.Samples[0].Votes);
        Assert.Equal((null, 0.75f, true), (dataset.Samples[1].Valence, dataset.Samples[1].Arousal, dataset.Samples[1].Votes.IsEmpty));
        Assert.Null(dataset.Samples[2].Arousal); // no row
        Assert.True(dataset is { HasAffect: true, HasVotes: true });
    }

    [Fact]
    public void What_is_not_wanted_is_left_out_and_changes_no_fingerprint()
    {
        AddPictures("");
        var plain = FolderDataset.Read(_tree.Root);
        _tree.AddFile("annotations.csv", "filename,label,valence,arousal,identity,soft_happy,soft_sad\nhappy/1.png,happy,0.5,0,,1,0\n");

        Assert.Equal(plain.Fingerprint, DatasetAnnotations.Attach(plain, affect: false, votes: false).Fingerprint);
        var (affect, votes) = (DatasetAnnotations.Attach(plain, votes: false), DatasetAnnotations.Attach(plain, affect: false));
        Assert.True(affect is { HasAffect: true, HasVotes: false });
        Assert.True(votes is { HasAffect: false, HasVotes: true });
        Assert.Equal(3, new[] { plain, affect, votes }.Select(dataset => dataset.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void A_dataset_without_a_table_stays_as_it_is()
    {
        AddPictures("");
        var dataset = FolderDataset.Read(_tree.Root);
        Assert.Same(dataset, DatasetAnnotations.Attach(dataset));
    }

    [Fact]
    public void Malformed_rows_are_told_with_their_lines()
    {
        AddPictures("");
        _tree.AddFile("annotations.csv", "filename,label,valence\nhappy/1.png,happy,2\nsad/2.png,sad,x\n");
        var message = Assert.ThrowsAny<MienException>(() => DatasetAnnotations.Attach(FolderDataset.Read(_tree.Root))).Message;
        Assert.Contains("annotations.csv:2: expected valence from -1 to 1", message, StringComparison.Ordinal);
        Assert.Contains("annotations.csv:3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_carry_what_is_known_and_NaN_for_what_is_not()
    {
        AddPictures("");
        _tree.AddFile("annotations.csv", "filename,label,valence,arousal,identity,soft_happy,soft_sad\nhappy/1.png,happy,0.5,,,1,0\n");
        using var loader = new DataLoader(DatasetAnnotations.Attach(FolderDataset.Read(_tree.Root)), Preprocessing.ImageNet(4), new() { BatchSize = 3 });

        var batch = loader.Epoch(0).First();

        Assert.Equal([0.5f, float.NaN, float.NaN], batch.Valence);
        Assert.Equal([float.NaN, float.NaN, float.NaN], batch.Arousal);
        Assert.Equal([1f, 0, 0, 0, 0, 0], batch.Votes);
    }

    private void AddPictures(string split)
    {
        _tree.AddPicture($"{split}happy/1.png");
        _tree.AddPicture($"{split}sad/2.png");
        _tree.AddPicture($"{split}sad/3.png");
    }
}

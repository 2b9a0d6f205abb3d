namespace Mien.Metrics.Tests;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Rows_are_truth_and_columns_are_predictions()
    {
        var matrix = ConfusionMatrix.From<long>([0, 0, 1], [0, 1, 1], classCount: 2);

        Assert.Equal(1, matrix[0, 0]);
        Assert.Equal(1, matrix[0, 1]);
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(1, matrix[1, 1]);
        Assert.Equal(2, matrix.Support(0));
        Assert.Equal(2, matrix.PredictedCount(1));
    }

    [Fact]
    public void Merging_batches_equals_counting_all_at_once()
    {
        int[] labels = [0, 1, 2, 2, 1, 0, 3, 2];
        int[] predictions = [0, 2, 2, 1, 1, 0, 3, 0];

        var whole = ConfusionMatrix.From<int>(labels, predictions, 4);
        var parts = ConfusionMatrix.Empty(4)
            .Merge(ConfusionMatrix.From<int>(labels.AsSpan(0, 3), predictions.AsSpan(0, 3), 4))
            .Merge(ConfusionMatrix.From<int>(labels.AsSpan(3), predictions.AsSpan(3), 4));

        Assert.Equal(whole, parts);
        Assert.Equal(whole.GetHashCode(), parts.GetHashCode());
        Assert.Equal(8, parts.Total);
    }

    [Fact]
    public void Merging_leaves_both_matrices_as_they_were()
    {
        var first = ConfusionMatrix.From<int>([0], [0], 2);

        first.Merge(first);

        Assert.Equal(1, first.Total);
    }

    [Fact]
    public void Matrices_of_different_counts_differ() =>
        Assert.NotEqual(ConfusionMatrix.From<int>([0], [0], 2), ConfusionMatrix.From<int>([0], [1], 2));

    [Fact]
    public void Given_counts_are_taken_as_they_are() =>
        Assert.Equal(ConfusionMatrix.From<int>([0, 1, 1], [1, 1, 1], 2), ConfusionMatrix.FromCounts(new long[,] { { 0, 1 }, { 0, 2 } }));

    [Theory]
    [InlineData(2L)]
    [InlineData(-1L)]
    public void An_index_out_of_range_is_refused_with_the_sample_named(long index)
    {
        var error = Assert.Throws<ArgumentException>(() => ConfusionMatrix.From<long>([0, 1, index], [0, 0, 0], 2));

        Assert.Contains($"got {index} at sample 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.From<int>([0, 1], [0], 2));

    [Fact]
    public void Matrices_of_different_class_counts_do_not_merge() =>
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.Empty(2).Merge(ConfusionMatrix.Empty(3)));

    [Fact]
    public void Counts_that_are_not_square_or_negative_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.FromCounts(new long[2, 3]));
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.FromCounts(new long[,] { { -1 } }));
    }

    [Fact]
    public void A_cell_outside_the_matrix_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Empty(2)[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Empty(2)[-1, 0]);
    }
}

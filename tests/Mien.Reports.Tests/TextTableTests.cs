using Mien.Core;
using Mien.Metrics;

namespace Mien.Reports.Tests;

public sealed class TextTableTests
{
    [Fact]
    public void Numbers_end_at_the_right_and_emoji_take_two_columns()
    {
        var table = new TextTable("class", "n");
        table.Add("😀 happy", "7");
        table.Add("x", "120");
        Assert.Equal("class       n\n😀 happy    7\nx         120\n", table.ToText());
    }

    [Fact]
    public void Markdown_says_the_alignment()
    {
        var table = new TextTable("class", "n");
        table.Add("x", "1");
        Assert.Equal("| class |   n |\n| ----- | --: |\n| x     |   1 |\n", table.ToMarkdown());
    }

    [Fact]
    public void A_row_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new TextTable("a", "b").Add("1"));

    [Fact]
    public void The_confusion_table_has_truth_in_rows() =>
        Assert.Equal(
            "true \\ predicted  a  b\na                 1  2\nb                 3  4\n",
            ClassificationTables.Confusion(ConfusionMatrix.FromCounts(new long[,] { { 1, 2 }, { 3, 4 } }), new LabelSet(["a", "b"])).ToText());

    [Fact]
    public void The_table_of_classes_ends_with_their_unweighted_mean() =>
        // By hand: a has precision 1/4 and recall 1/3, b has precision 4/6 and recall 4/7.
        Assert.Equal(
            "class            precision  recall     F1  support\n"
            + "a                    0.250   0.333  0.286        3\n"
            + "b                    0.667   0.571  0.615        7\n"
            + "mean of classes      0.458   0.452  0.451       10\n",
            ClassificationTables.PerClass(ConfusionMatrix.FromCounts(new long[,] { { 1, 2 }, { 3, 4 } }), new LabelSet(["a", "b"])).ToText());
}

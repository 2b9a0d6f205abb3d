namespace Mien.Core.Tests;

public sealed class LabelSetTests
{
    [Fact]
    public void Folder_names_are_numbered_by_value_before_words_by_ordinal() =>
        Assert.Equal(["2", "10", "Zeal", "anger", "happy"], LabelSet.FromFolderNames(["happy", "10", "anger", "2", "Zeal"]).Names);

    [Fact]
    public void A_repeated_name_is_refused() =>
        Assert.Contains("'sad' at index 2", Assert.Throws<ArgumentException>(() => new LabelSet(["sad", "happy", "sad"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_sets_of_the_same_names_in_another_order_differ() =>
        Assert.NotEqual(new LabelSet(["sad", "happy"]), new LabelSet(["happy", "sad"]));
}

using Mien.Data.Files;

namespace Mien.Data.Tests.Files;

/// <summary>Expected values are those of Python's unicodedata (Unicode 14).</summary>
public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("plain ~name.jpg", "plain ~name.jpg")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u1EC7", "e\u0323\u0302")] // two marks at once, in the order of their classes
    [InlineData("\u00EA\u0323", "e\u0323\u0302")] // as keyboards for Vietnamese give it
    [InlineData("e\u0302\u0323", "e\u0323\u0302")]
    [InlineData("e\u0302\u0301", "e\u0302\u0301")] // two of one class, whose order counts
    [InlineData("e\u0301\u0302", "e\u0301\u0302")]
    [InlineData("\u212B\u00C5", "A\u030AA\u030A")] // the unit and the letter
    [InlineData("\uD55C\uAE00\uAC00", "\u1112\u1161\u11AB\u1100\u1173\u11AF\u1100\u1161")]
    [InlineData("\u304C", "\u304B\u3099")]
    [InlineData("\u0439", "\u0438\u0306")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U0001F600\u4E2D\u00DF\u00F8", "\U0001F600\u4E2D\u00DF\u00F8")] // nothing to take apart
    public void Texts_that_look_alike_become_one(string text, string expected) => Assert.Equal(expected, CanonicalForm.Of(text));

    [Theory]
    [InlineData("happy/Zo\u00EB.JPG", "happy/zoe\u0308.jpg", true)]
    [InlineData("happy/\u00C9.jpg", "happy/e\u0301.jpg", true)]
    [InlineData("happy/e.jpg", "happy/\u00E9.jpg", false)]
    public void Paths_are_one_if_they_differ_only_in_case_or_in_how_accents_are_written(string one, string other, bool areOne) =>
        Assert.Equal(areOne, PathKey.Of(one) == PathKey.Of(other));
}

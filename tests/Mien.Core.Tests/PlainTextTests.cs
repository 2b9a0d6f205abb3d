namespace Mien.Core.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\e[2Jb\r\n", false, "a\\u001b[2Jb\\u000d\\u000a")]
    [InlineData("one\ntwo\u009b", true, "one\ntwo\\u009b")]
    [InlineData("déjà vu 😀", false, "déjà vu 😀")]
    public void Control_characters_are_written_out_and_nothing_else(string text, bool keepLineBreaks, string expected) =>
        Assert.Equal(expected, PlainText.Of(text, keepLineBreaks));
}

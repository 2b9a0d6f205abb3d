using Mien.Cli.Terminal;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Tests;

public sealed class QuestionTests
{
    private static readonly AdoptionQuestion Scaling = new("scaling", "How?", [("imagenet", "most"), ("unit", "some")]);

    [Theory]
    [InlineData("2\n", "unit")]
    [InlineData("\n0\n3\n1\n", "imagenet")]
    [InlineData(" none \n", "none")]
    public void An_answer_is_a_number_of_the_list_or_a_text_and_is_asked_for_until_it_comes(string lines, string answer) =>
        Assert.Equal(answer, Question.Ask(Scaling, new StringReader(lines), TextWriter.Null));

    [Fact]
    public void A_number_is_a_text_where_there_is_no_list() =>
        Assert.Equal("224", Question.Ask(new("size", "How large?", []), new StringReader("224\n"), TextWriter.Null));

    [Fact]
    public void An_input_that_ends_is_an_error_that_names_the_option() =>
        Assert.Contains("--scaling", Assert.Throws<ConfigException>(() => Question.Ask(Scaling, new StringReader(""), TextWriter.Null)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_that_is_not_there_is_an_error_that_names_it()
    {
        using var error = new StringWriter();
        Assert.Equal(CommandLine.Failure, CommandLine.Run(["models", "adopt", "/no/where.onnx", "--labels", "a"], TextWriter.Null, error));
        Assert.Contains("/no/where.onnx", error.ToString(), StringComparison.Ordinal);
    }
}

using System.Globalization;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Terminal;

/// <summary>Asks the user something, with answers to choose from by their numbers.</summary>
internal static class Question
{
    /// <summary>Whether somebody sits there to answer.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="input">Where answers come from, a line each.</param>
    /// <param name="output">Where the question goes.</param>
    /// <exception cref="ConfigException">The input ends before there is an answer.</exception>
    public static string Ask(AdoptionQuestion question, TextReader input, TextWriter output)
    {
        output.WriteLine(question.Text);
        foreach (var (index, (answer, meaning)) in question.Proposals.Index())
        {
            output.WriteLine($"  {index + 1}  {answer}  ({meaning})");
        }

        while (true)
        {
            output.Write(question.Proposals.IsEmpty ? "> " : "number, or an answer of your own> ");
            var line = input.ReadLine() ?? throw new ConfigException($"Expected an answer but the input has ended. Give it as an option: --{question.Key}");
            if (Meant(question, line.Trim()) is { } answer)
            {
                return answer;
            }
        }
    }

    private static string? Meant(AdoptionQuestion question, string line) => !int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || question.Proposals.IsEmpty
        ? line.Length > 0 ? line : null
        : number >= 1 && number <= question.Proposals.Length ? question.Proposals[number - 1].Answer : null;
}

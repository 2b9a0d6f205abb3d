using Mien.Core;

namespace Mien.Cli;

/// <summary>Writes <c>error: message</c>, the word in red where the errors go to a terminal.</summary>
internal static class ErrorLine
{
    public static void Write(TextWriter error, string message)
    {
        message = PlainText.Of(message, keepLineBreaks: true); // it may name files
        var colour = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        error.WriteLine(colour ? $"\e[31merror:\e[0m {message}" : $"error: {message}");
    }
}

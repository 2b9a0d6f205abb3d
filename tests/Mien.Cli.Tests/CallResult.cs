namespace Mien.Cli.Tests;

/// <summary>What one call of the program printed, and its exit code.</summary>
internal sealed record CallResult(int ExitCode, string Output, string Error)
{
    /// <summary>Calls the program within this process.</summary>
    public static CallResult Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandLine.Run(args, output, error);
        return new CallResult(exitCode, output.ToString(), error.ToString());
    }
}

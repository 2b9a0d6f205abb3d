using System.CommandLine;
using Mien.Cli.Commands;
using Mien.Core;

namespace Mien.Cli;

/// <summary>All commands, and what their outcomes mean to the shell.</summary>
internal static class CommandLine
{
    /// <summary>The command could not do what it was asked for.</summary>
    public const int Failure = 1;

    /// <summary>The command was not asked properly: unknown option, impossible value, faulty recipe.</summary>
    public const int Misuse = 2;

    /// <summary>Stopped by Ctrl-C, as shells number it (128 + SIGINT).</summary>
    public const int Stopped = 130;

    /// <summary>Parses and runs one command.</summary>
    /// <param name="args">The words behind <c>mien</c>.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes errors, progress and remarks, so that results can be piped.</param>
    /// <returns>0, <see cref="Failure"/>, <see cref="Misuse"/> or <see cref="Stopped"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            return ExplainMisuse(parsed, error);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("MIEN_DEBUG") is not "1")
        {
            return Explain(e, error);
        }
    }

    /// <summary>What is wrong with a command line; empty for one that can be run.</summary>
    internal static IReadOnlyList<string> ProblemsOf(IReadOnlyList<string> args) => [.. Parse(args).Errors.Select(error => error.Message)];

    private static ParseResult Parse(IReadOnlyList<string> args) => Root(args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>The tree of commands, as far as it is needed to parse these words; all of it for none.</summary>
    internal static RootCommand Root(params IReadOnlyList<string> words)
    {
        var root = new RootCommand("Mien takes a folder of face pictures to a trained, evaluated and predicting model of expression.");
        var commands = new CommandChoice(words);
        commands.Add("demo", DemoCommand.Create);
        commands.Add("data", () => DataCommand.Create(commands.Rest));
        commands.Add("train", TrainCommand.Create);
        commands.Add("sweep", SweepCommand.Create);
        commands.Add("evaluate", EvaluateCommand.Create);
        commands.Add("calibrate", CalibrateCommand.Create);
        commands.Add("predict", PredictCommand.Create);
        commands.Add("explain", ExplainCommand.Create);
        commands.Add("export", ExportCommand.Create);
        commands.Add("runs", RunsCommand.Create);
        commands.Add("models", ModelsCommand.Create);
        commands.Add("doctor", DoctorCommand.Create);
        commands.AddTo(root);
        HelpWithExamples.Install(root);
        VersionCommand.Install(root);
        root.SetAction(result => HelpWithExamples.Show(result));
        return root;
    }

    private static int ExplainMisuse(ParseResult parsed, TextWriter error)
    {
        foreach (var problem in parsed.Errors)
        {
            ErrorLine.Write(error, problem.Message);
        }

        var path = HelpWithExamples.PathOf(parsed.CommandResult);
        var nearest = parsed.UnmatchedTokens is [var unknown, ..] ? NearMiss.Find(unknown, HelpWithExamples.NamesIn(parsed.CommandResult.Command)) : null;
        error.WriteLine(nearest is null ? $"See '{path} --help'." : $"Did you mean '{nearest}'? See '{path} --help'.");
        return Misuse;
    }

    private static int Explain(Exception e, TextWriter error)
    {
        switch (e)
        {
            case OperationCanceledException:
                return Stopped;
            case ConfigException:
                ErrorLine.Write(error, e.Message);
                return Misuse;
            case MienException or IOException or UnauthorizedAccessException:
                ErrorLine.Write(error, e.Message);
                return Failure;
            default:
                ErrorLine.Write(error, $"this is a defect of Mien: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} (MIEN_DEBUG=1 shows where)");
                return Failure;
        }
    }
}

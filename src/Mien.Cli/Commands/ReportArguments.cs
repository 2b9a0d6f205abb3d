using System.CommandLine;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>Whether and where <c>mien evaluate</c> writes its report.</summary>
internal sealed class ReportArguments
{
    private readonly Option<string?> _folder = new("--report") { Description = "Folder for the report; default: report in the run's folder, NAME-report beside NAME.onnx, none of several runs or with --predictions", HelpName = "folder" };

    private readonly Option<bool> _none = new("--no-report") { Description = "Write no report" };

    private readonly Option<bool> _keepScripts = new("--keep-scripts") { Description = "Leave the gnuplot script and the numbers of each chart beside it, to restyle it" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _none, _keepScripts })
        {
            command.Options.Add(option);
        }

        command.Check(result =>
        {
            if (result.GetResult(_folder) is not null && result.GetValue(_none))
            {
                result.AddError("--report and --no-report exclude each other.");
            }
        });
    }

    /// <summary>The folder, or null where none is to be written.</summary>
    /// <param name="result">The call.</param>
    /// <param name="usual">Where it goes unless said otherwise.</param>
    /// <param name="tables">Tables of predictions that the report will be made of.</param>
    /// <exception cref="Core.ConfigException">Something in it would be lost.</exception>
    public string? Folder(ParseResult result, string? usual, params IEnumerable<string> tables)
    {
        var folder = result.GetValue(_none) ? null : result.GetValue(_folder) ?? usual;
        if (folder is not null)
        {
            EvaluationReport.Check(folder, result.GetValue(_keepScripts), tables);
        }

        return folder;
    }

    public ReportSubject Subject(ParseResult result, string title, string subject) => new(title, subject) { KeepScripts = result.GetValue(_keepScripts) };

    public static void Tell(TextWriter error, WrittenReport report)
    {
        foreach (var problem in report.Problems)
        {
            ErrorLine.Write(error, problem);
        }

        error.WriteLine($"Report: {report.Page}");
    }
}

using System.Diagnostics;
using System.Reflection;
using System.Text;
using Mien.Core;

namespace Mien.Reports;

/// <summary>What became of a chart.</summary>
/// <param name="Path">The picture; null where it could not be drawn.</param>
/// <param name="Problem">Why not, and what mends it; null where it was drawn.</param>
public sealed record ChartResult(string? Path, string? Problem);

/// <summary>Draws charts by gnuplot scripts. Charts are extras: without gnuplot there is an explanation and not an exception.</summary>
internal static class Gnuplot
{
    /// <summary>The text of a script of this project.</summary>
    /// <param name="name">Its file name.</param>
    public static string EmbeddedScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Mien.Reports.Charts.{name}")
            ?? throw new InvalidOperationException($"There is no script '{name}' in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Runs a script that writes a picture to its standard output.</summary>
    /// <param name="script">Its text.</param>
    /// <param name="variables">String variables that it finds set.</param>
    /// <param name="output">The picture, written in one step.</param>
    public static ChartResult Draw(string script, IReadOnlyDictionary<string, string> variables, string output)
    {
        try
        {
            var (picture, errors) = Run(Assignments(variables) + script);
            if (picture.Length == 0)
            {
                return new(null, $"gnuplot drew nothing: {errors.Trim()}");
            }

            AtomicFile.WriteBytes(output, picture);
            return new(output, null);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new(null, "charts need gnuplot, which is not installed. Install it with: sudo apt-get install gnuplot-nox");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, $"{output} cannot be written: {e.Message}");
        }
    }

    // In gnuplot's single quotes only the quote itself is special, and is doubled.
    public static string Assignments(IReadOnlyDictionary<string, string> variables) =>
        string.Concat(variables.Select(variable => $"{variable.Key} = '{variable.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));

    private static (byte[] Picture, string Errors) Run(string script)
    {
        var start = new ProcessStartInfo("gnuplot", ["-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        using var picture = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(picture);
        process.WaitForExit();
        return (picture.ToArray(), errors.GetAwaiter().GetResult());
    }
}

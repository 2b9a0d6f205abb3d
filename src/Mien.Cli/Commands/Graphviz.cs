using System.ComponentModel;
using System.Diagnostics;
using Mien.Core;

namespace Mien.Cli.Commands;

/// <summary>Draws graphs with the program <c>dot</c> of Graphviz, where it is installed.</summary>
internal static class Graphviz
{
    /// <summary>Draws a graph.</summary>
    /// <param name="graph">Text in the DOT language.</param>
    /// <param name="format">svg, png or pdf.</param>
    /// <returns>The drawing, as a file has it.</returns>
    /// <exception cref="MienException">Graphviz is not installed, or failed.</exception>
    public static byte[] Draw(string graph, string format)
    {
        using var process = Start(format);
        var problems = process.StandardError.ReadToEndAsync();
        var drawing = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(drawing);
        try
        {
            process.StandardInput.Write(graph);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code and its message say why.
        }

        copying.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode == 0
            ? drawing.ToArray()
            : throw new MienException($"Graphviz could not draw the graph (exit code {process.ExitCode}): {problems.GetAwaiter().GetResult().Trim()}");
    }

    private static Process Start(string format)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("dot", [$"-T{format}"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new MienException(
                $"Graphviz draws the graph, but its program 'dot' cannot be started: {e.Message}. Install it (Debian: apt install graphviz), or write the text with --out NAME.dot.", e);
        }
    }
}

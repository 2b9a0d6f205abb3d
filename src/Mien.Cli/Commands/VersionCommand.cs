using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Mien.Cli.Commands;

/// <summary><c>mien --version</c>: version and commit.</summary>
internal sealed class VersionCommand : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"mien {Version}");
        return 0;
    }

    /// <summary>Such as <c>0.1.0 (b1be87d)</c>; without the commit where it was built outside git.</summary>
    public static string Version
    {
        get
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var parts = version.Split('+');
            return parts.Length == 1 ? version : $"{parts[0]} ({parts[1][..Math.Min(7, parts[1].Length)]})";
        }
    }

    /// <summary>Puts this in the place of the usual version option.</summary>
    public static void Install(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new VersionCommand();
}

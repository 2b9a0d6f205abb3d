using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mien.Inference.Tests;

/// <summary>A program of somebody else: it takes the package from a folder, without a network, and is made of the samples in docs/library.md.</summary>
public sealed partial class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // artifacts/bin/Mien.Inference.Tests/release/
    private static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static string GlobalPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_restores_the_package_from_a_folder_and_predicts_as_the_documentation_says()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        await Run("pack", Path.Combine(Root, "src", "Mien.Inference"), "-c", Configuration, "--no-build", "-o", In("feed"));
        WriteProgram();
        await Run("build", In("consumer"), "-c", "Release", "-o", In("out"), "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:UseAppHost=false");
        Assert.Empty(Directory.GetFiles(In("out"), "*.so"));

        TinyExport.Write(In("faces.onnx"), ["red", "green", "blue"]);
        var red = new byte[64 * 64 * 3];
        for (var i = 0; i < red.Length; i += 3)
        {
            red[i] = 255;
        }

        await File.WriteAllBytesAsync(In("face.rgb"), red, Stop);
        Assert.Equal("red 58 %", (await Run(Path.Combine(In("out"), "consumer.dll"), In("faces.onnx"), In("face.rgb"))).Trim()); // e / (e + 2)
    }

    private void WriteProgram()
    {
        string[] samples = [.. Sample().Matches(File.ReadAllText(Path.Combine(Root, "docs", "library.md"))).Select(match => match.Groups[1].Value)];
        Assert.Equal(5, samples.Length);
        Write("consumer/Program.cs", samples[0]);
        Write("consumer/Samples.cs", $$"""
            using Mien.Imaging;
            using Mien.Inference;
            using Microsoft.Extensions.DependencyInjection;

            internal static class Samples
            {
            {{string.Join('\n', samples.Skip(1).Select((sample, index) => $"static void Sample{index}(string path, AffectModel model, Image[] pictures, IServiceCollection services, CancellationToken stop)\n{{\n{sample}\n}}"))}}
            }
            """);
        Write("consumer/consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RestorePackagesPath>{In("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Mien.Inference" Version="*" /></ItemGroup>
            </Project>
            """);
        Write("consumer/nuget.config", $"""
            <configuration><packageSources><clear /><add key="feed" value="{In("feed")}" /></packageSources></configuration>
            """);
    }

    private async Task<string> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        using var registration = Stop.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(Stop);
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}\n{await error}");
        return output;
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    private string In(string name) => Path.Combine(_folder, name);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();
}

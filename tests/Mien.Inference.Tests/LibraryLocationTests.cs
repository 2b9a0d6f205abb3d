using System.Runtime.InteropServices;

namespace Mien.Inference.Tests;

public sealed class LibraryLocationTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(LibraryLocation.Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(LibraryLocation.Variable, _before);

    [Fact]
    public void The_variable_names_a_library_or_says_that_there_is_none()
    {
        Environment.SetEnvironmentVariable(LibraryLocation.Variable, "/somewhere/libonnxruntime.so");
        Assert.Equal("/somewhere/libonnxruntime.so", LibraryLocation.Find());
        Environment.SetEnvironmentVariable(LibraryLocation.Variable, "none");
        Assert.Null(LibraryLocation.Find());
        Assert.False(OnnxRuntime.IsInstalled);
    }

    [Theory]
    [InlineData("libonnxruntime.so.1")]
    [InlineData("libonnxruntime.so")]
    [InlineData("runtimes/linux-ARCH/native/libonnxruntime.so")] // where a build without a runtime identifier puts that of Microsoft.ML.OnnxRuntime
    public void The_library_is_found_beside_a_program(string name)
    {
        var program = Directory.CreateTempSubdirectory("mien-test-").FullName;
        var path = Path.Combine(program, name.Replace("ARCH", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), StringComparison.Ordinal));
        Assert.Null(LibraryLocation.Find(program));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        Assert.Equal(path, LibraryLocation.Find(program));
        Directory.Delete(program, recursive: true);
    }
}

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
}

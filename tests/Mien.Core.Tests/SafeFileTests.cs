namespace Mien.Core.Tests;

public sealed class SafeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-core-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_moved_file_has_its_content_under_the_new_name_alone()
    {
        var (source, target) = (Write("ä\n1", "one"), At("zwei"));
        SafeFile.Move(source, target);
        Assert.Equal("one", File.ReadAllText(target));
        Assert.False(File.Exists(source));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Neither_moving_nor_linking_replaces_a_file(bool move)
    {
        var (source, target) = (Write("a", "one"), Write("b", "two"));
        var error = Assert.Throws<IOException>(() => Change(move, source, target));
        Assert.Contains("nothing is ever replaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(("one", "two"), (File.ReadAllText(source), File.ReadAllText(target)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_has_vanished_is_said_to_have_vanished(bool move)
    {
        var error = Assert.Throws<FileNotFoundException>(() => Change(move, At("a"), At("b")));
        Assert.Contains("vanished", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_target_folder_is_named_as_the_reason()
    {
        var source = Write("a", "one");
        Assert.Contains("folder does not exist", Assert.Throws<IOException>(() => SafeFile.Move(source, At("none/b"))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(source));
    }

    [Fact]
    public void A_move_to_another_file_system_is_refused_and_copies_nothing()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs a second file system");
        var (source, target) = (Write("a", "one"), Path.Combine("/dev/shm", Path.GetRandomFileName()));
        Assert.Contains("another file system", Assert.Throws<IOException>(() => SafeFile.Move(source, target)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(source));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void A_link_is_the_same_file_under_two_names()
    {
        var (source, target) = (Write("a", "one"), At("b"));
        SafeFile.Link(source, target);
        File.AppendAllText(source, " more");
        Assert.Equal("one more", File.ReadAllText(target));
    }

    // Errors of disks cannot be had in a test; a file system that cannot sync a folder can, and is none.
    [Fact]
    public void A_folder_that_cannot_be_synced_is_no_error() => Assert.Null(Record.Exception(() => SafeFile.SyncFolder("/proc")));

    private static void Change(bool move, string source, string target)
    {
        if (move)
        {
            SafeFile.Move(source, target);
        }
        else
        {
            SafeFile.Link(source, target);
        }
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(At(name), content);
        return At(name);
    }
}

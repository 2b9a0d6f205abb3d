using System.Text.RegularExpressions;

namespace Mien.Architecture.Tests;

/// <summary>Rules of CONVENTIONS.md that no analyzer of the build checks.</summary>
public sealed partial class SourceRuleTests
{
    [Fact]
    public void Pointers_and_native_declarations_stay_inside_Interop_folders() =>
        AssertNoLine(OutsideInterop(), NativeWords(), "belongs into an Interop folder");

    [Fact]
    public void Unsafe_code_is_allowed_only_where_a_native_library_is_owned()
    {
        var owners = Repository.Sources("src", "*.csproj").Where(path => Repository.Read(path).Contains("AllowUnsafeBlocks", StringComparison.Ordinal));
        Assert.Equal(["Mien.Imaging", "Mien.Inference", "Mien.Torch"], owners.Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_sources() =>
        AssertNoLine(Repository.Sources("src").Concat(Repository.Sources("native", "*.cpp")).Concat(Repository.Sources("native", "*.h")),
            Postponed(), "is unfinished");

    [Fact]
    public void A_suppressed_warning_says_why_on_the_same_line() =>
        AssertNoLine(Repository.Sources("src").Concat(Repository.Sources("tests")), SuppressionWithoutReason(), "needs a reason behind //");

    [Fact]
    public void Exports_are_declared_under_the_name_that_the_native_source_defines()
    {
        var native = string.Concat(Repository.Sources("native").Concat(Repository.Sources("native", "*.cpp")).Select(Repository.Read));
        var declared = Repository.Sources("src").Where(path => path.Contains("/Interop/", StringComparison.Ordinal))
            .SelectMany(path => DeclaredExport().Matches(Repository.Read(path)).Select(match => match.Groups["name"].Value));
        Assert.All(declared, name => Assert.Contains(name, native, StringComparison.Ordinal));
    }

    private static IEnumerable<string> OutsideInterop() =>
        Repository.Sources("src").Where(path => !path.Contains("/Interop/", StringComparison.Ordinal));

    private static void AssertNoLine(IEnumerable<string> files, Regex forbidden, string verdict)
    {
        var found = from file in files
                    from line in Repository.Read(file).Split('\n').Select((text, index) => (text, number: index + 1))
                    where forbidden.IsMatch(line.text)
                    select $"{file}:{line.number}: '{line.text.Trim()}' {verdict}";
        Assert.Empty(found);
    }

    // Words in comments (after //) do not count. A star after the name of a type is a pointer; products are written with spaces.
    [GeneratedRegex(@"^(?!\s*//)[^""]*(\b(nint|nuint|IntPtr|UIntPtr|unsafe|Marshal|DllImport|LibraryImport|GCHandle)\b|\b(byte|sbyte|short|ushort|int|uint|long|ulong|float|double|char|bool|void)\*)")]
    private static partial Regex NativeWords();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Postponed();

    [GeneratedRegex(@"#pragma warning disable(?!.*//)|^\s*\[(assembly: |module: )?(System\.Diagnostics\.CodeAnalysis\.)?SuppressMessage\((?!.*Justification)")]
    private static partial Regex SuppressionWithoutReason();

    [GeneratedRegex(@"\b(?<name>mien_[a-z0-9_]+)\s*\(")]
    private static partial Regex DeclaredExport();
}

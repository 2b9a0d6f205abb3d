using Mien.Core;
using Mien.Torch.Interop;

namespace Mien.Torch.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void The_facts_of_the_library_are_known()
    {
        var info = TorchRuntime.Info;
        Assert.Matches(@"^\d+\.\d+", info.Version);
        Assert.Equal(Environment.ProcessorCount, info.Threads);
        Assert.NotEqual("", info.CpuCapability);
    }

    [Fact]
    public void The_number_of_threads_can_be_chosen()
    {
        TorchRuntime.Initialize(new() { Threads = 1 });
        Assert.Equal(1, TorchRuntime.Info.Threads);
        TorchRuntime.Initialize();
        Assert.Equal(1, TorchRuntime.Info.Threads);
        TorchRuntime.Initialize(new());
        Assert.Equal(Environment.ProcessorCount, TorchRuntime.Info.Threads);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("")]
    public void Other_names_of_devices_are_refused(string text) =>
        Assert.Contains("'cpu', 'cuda' or 'cuda:1'", Assert.Throws<ConfigException>(() => Device.Parse(text)).Message);

    [Fact]
    public void A_device_that_is_not_there_is_refused_with_the_number_found() =>
        Assert.Contains("CUDA devices here", Assert.Throws<ConfigException>(() => Device.Parse("cuda:99")).Message);

    [Fact]
    public void A_missing_library_is_one_message_that_says_what_to_install()
    {
        var error = Assert.Throws<MienException>(() => NativeLoader.Open("mien_nowhere", typeof(Tensor).Assembly));
        Assert.Contains("libmien_nowhere.so", error.Message);
        Assert.Contains("apt-get install libtorch-dev", error.Message);
    }

    [Fact]
    public void The_cpu_is_always_there()
    {
        Assert.Equal(Device.Cpu, Device.Parse(" CPU "));
        Assert.Equal(("cpu", "cuda:1"), (Device.Cpu.ToString(), Device.Cuda(1).ToString()));
    }
}

use crate::desk::{Desk, assert_says};
use crate::processes::{
    Subject, blamed, examined, findings, is_there, measured, of_c, skip,
};
use crate::util::{residue, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is told to end with the test, and its processes with it.
struct Server {
    child: Child,
    port: u16,
    /// What it keeps.
    desk: Desk,
}

impl Server {
    /// Starts what `command` makes of a folder and a port, and waits until it
    /// answers there.
    fn start(command: impl Fn(&Desk, u16) -> Command) -> Server {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let desk = Desk::new();
        let mut command = command(&desk, port);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::null()).spawn().expect("it starts");
        let mut server = Server { child, port, desk };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().expect("a child");
            assert!(ended.is_none(), "{command:?} ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "{command:?} does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its own number, and those of the processes that it started.
    fn pids(&self) -> Vec<u32> {
        let children = format!("/proc/{0}/task/{0}/children", self.pid());
        let children = fs::read_to_string(children).unwrap_or_default();
        let children = children.split_whitespace().map(str::parse);
        let children = children.map(|pid| pid.expect("a number"));
        [self.pid()].into_iter().chain(children).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.pid().to_string();
        // It may have ended by itself, which its test then says.
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.child.wait();
    }
}

const PATIENCE: Duration = Duration::from_secs(60);

fn redis() -> Server {
    Server::start(|desk, port| {
        let mut command = Command::new("redis-server");
        command.args(["--save", "", "--port"]).arg(port.to_string());
        command.current_dir(desk.path("."));
        command
    })
}

/// `redis-benchmark` at work.
fn benchmark(redis: &Server, requests: u32) -> Child {
    Command::new("redis-benchmark")
        .args(["-p", &redis.port.to_string(), "-n", &requests.to_string()])
        .args(["-t", "set", "-r", "50000", "-d", "700", "--csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// What it says of how long the slowest hundredth waited, in milliseconds.
fn p99(benchmark: Child) -> f64 {
    let output = benchmark.wait_with_output().expect("it ends");
    let (shown, said) = (stdout(&output), stderr(&output));
    assert!(output.status.success(), "{said}");
    assert!(!(said + &shown).contains("Error"), "no request fails: {shown}");
    let mut lines = shown.lines().map(|line| line.split(','));
    let head = lines.next().expect("a head");
    let mut cells = head.zip(lines.next().expect("a line"));
    let cell = cells.find(|(name, _)| name.contains("p99"));
    let (_, cell) = cell.expect("latencies, since redis 6.2");
    cell.trim_matches('"').parse().expect("a number")
}

#[test]
fn redis_at_work_is_told_and_loses_no_request() {
    if !is_there("redis-server") || !is_there("redis-benchmark") {
        return;
    }
    let redis = redis();
    let undisturbed = p99(benchmark(&redis, 200_000));
    let mut work = benchmark(&redis, 400_000);
    let mut looks = 0;
    while work.try_wait().expect("a child").is_none() {
        let answer = examined(redis.pid());
        assert_eq!(answer["allocator"]["name"], "jemalloc", "{answer:#}");
        looks += 1;
    }
    assert!(looks > 0);
    let looked_at = p99(work);
    measured(&format!(
        "p99 of redis: {undisturbed} ms, and {looked_at} ms while it was \
         looked at {looks} times"
    ));
    let answer = examined(redis.pid());
    assert_eq!(answer["verdict"], "live", "{answer:#}");
}

#[test]
fn nginx_and_its_workers_are_told() {
    if !is_there("nginx") {
        return;
    }
    let nginx = Server::start(|desk, port| {
        let folder = desk.path(".");
        let folder = folder.display();
        let text = format!(
            "daemon off; worker_processes 2; pid {folder}/pid; \
             error_log {folder}/errors; events {{}} \
             http {{ access_log off; server {{ listen 127.0.0.1:{port}; \
             location / {{ return 200 here; }} }} }}"
        );
        desk.write("nginx.conf", text);
        let mut command = Command::new("nginx");
        command.arg("-c").arg(desk.path("nginx.conf"));
        command
    });
    // It answers before all of its workers are there.
    let begun = Instant::now();
    while nginx.pids().len() < 3 {
        assert!(begun.elapsed() < PATIENCE, "a master and two workers");
        std::thread::sleep(Duration::from_millis(20));
    }
    let pids = nginx.pids();
    for pid in pids {
        assert_eq!(examined(pid)["allocator"]["name"], "glibc");
    }
}

/// Where Debian keeps the newest PostgreSQL.
fn postgres() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let versions = versions.flatten().map(|version| version.path().join("bin"));
    versions.filter(|folder| folder.join("initdb").exists()).max()
}

#[test]
fn postgres_and_its_processes_are_told() {
    let passwords = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = passwords.lines().find_map(|line| {
        let rest = line.strip_prefix("postgres:x:")?;
        rest.split(':').next()?.parse::<u32>().ok()
    });
    let is_root = fs::metadata("/proc/self").expect("Linux").uid() == 0;
    let (Some(programs), Some(user), true) = (postgres(), user, is_root) else {
        return skip("there is no postgresql, or this is not run by root");
    };
    let postgres = Server::start(|desk, port| {
        let folder = desk.path("data");
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(desk.path("."), open).expect("a folder");
        fs::create_dir(&folder).expect("a folder");
        chown(&folder, Some(user), None).expect("root may");
        let run = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.arg("-D").arg(&folder).uid(user).current_dir("/");
            command
        };
        let made = run("initdb").output().expect("it starts");
        assert!(made.status.success(), "{}", stderr(&made));
        let mut command = run("postgres");
        command.arg("-k").arg(&folder).args(["-h", "127.0.0.1", "-p"]);
        command.arg(port.to_string());
        command
    });
    let begun = Instant::now();
    while postgres.pids().len() < 4 {
        assert!(begun.elapsed() < PATIENCE, "processes in the background");
    }
    let pids = postgres.pids();
    for pid in pids {
        // One in the background may have come to its end.
        if fs::exists(format!("/proc/{pid}")).expect("Linux") {
            examined(pid);
        }
    }
    assert!(postgres.desk.path("data/PG_VERSION").exists());
}

#[test]
fn python_at_work_is_told() {
    if !is_there("python3") {
        return;
    }
    let program = "
import threading
def work():
    held = {}
    for at in range(10**12):
        held[at % 50000] = str(at) * 40
for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
print('ready 0', flush=True)
threading.Event().wait()";
    let mut command = Command::new("python3");
    let python = Subject::start(command.args(["-c", program]));
    // Where every try met a thread within malloc, which a busy machine can
    // make last, that is said in place of the name, and another look may do.
    let is_told = |_| examined(python.pid())["allocator"]["name"] == "glibc";
    assert!((0..20).any(is_told));
}

/// What is in the heap of V8 or of Java is not told, but who keeps it is.
#[test]
fn heaps_of_runtimes_are_not_told_and_named() {
    if is_there("node") {
        let program = "
const held = [];
for (let at = 0; at < 400000; at++) held.push({ at, text: 'x' + at });
console.log('ready 0');
setInterval(() => { held.push(held.slice(0, 1000)); held.length = 400000 }, 1);";
        let mut command = Command::new("node");
        let node = Subject::start(command.args(["-e", program]));
        assert_untold(&examined(node.pid()), "V8");
    }
    if is_there("rmiregistry") {
        let java = Server::start(|_, port| {
            let mut command = Command::new("rmiregistry");
            command.args(["-J-Xms128m", "-J-XX:+AlwaysPreTouch"]);
            command.arg(port.to_string());
            command
        });
        assert_untold(&examined(java.pid()), "Java");
    }
}

fn assert_untold(answer: &Value, name: &str) {
    assert_eq!(answer["verdict"], "cannot-tell", "{answer:#}");
    assert_says(&findings(answer)[0].to_string(), &[name, "walker"]);
    assert!(blamed(answer, "cannot-tell") > 16e6, "{answer:#}");
}

#[test]
fn a_busy_process_is_looked_at_forty_times_in_a_row() {
    assert_looks(40);
}

#[test]
#[ignore = "some minutes"]
fn a_busy_process_is_looked_at_ten_thousand_times_in_a_row() {
    assert_looks(10_000);
}

/// Four threads allocate and free without a pause, and are stopped wherever
/// they stand.
fn assert_looks(count: usize) {
    let busy = Subject::start(&mut of_c("busy"));
    let pid = busy.pid().to_string();
    let mut doctor = residue(&["doctor", &pid, "--watch", "1ms"]);
    let mut doctor = doctor.stdout(Stdio::piped()).spawn().expect("it starts");
    let lines = BufReader::new(doctor.stdout.take().expect("its output"));
    let look = format!("{pid}: ");
    let looks = lines.lines().map(|line| line.expect("text"));
    let looks: Vec<_> =
        looks.filter(|line| line.starts_with(&look)).take(count).collect();
    assert_eq!(looks.len(), count, "it goes on: {:?}", doctor.try_wait());
    doctor.kill().expect("it goes on");
    doctor.wait().expect("it ends");
    let untold = looks.iter().filter(|line| line.contains("cannot-tell"));
    assert!(untold.count() * 100 <= count, "{looks:#?}");
}

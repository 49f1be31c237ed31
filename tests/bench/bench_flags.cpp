// SPDX-License-Identifier: GPL-3.0-or-later
// 100,000 flags in the open window (offscreen): from the body of the answer to the painted table beside
// decoding it alone; one more letter in the filter until a screenful of what it leaves is painted, and until
// all is; one change until it is painted.

#include "bench/benchwindow.h"
#include "bench/figure.h"
#include "bench/togulstream.h"
#include "model/flagfiltermodel.h"
#include "providers/togul/toguljson.h"

#include <QTableView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr int flagRows = 100'000;
constexpr int rounds = 5;
constexpr std::chrono::milliseconds betweenChanges(100); ///< changes closer than 60 ms are shown together

QByteArray body(int round)
{
    const QByteArray environment = QByteArray::fromStdString(bench::environmentId(0));
    QByteArray text = "{\"flags\":[";
    for (int i = 0; i < flagRows; ++i) {
        const QByteArray number = QByteArray::number(i).rightJustified(6, '0');
        text += QByteArray(i == 0 ? "" : ",") + "{\"id\":\"c0ffee00-0000-4000-8000-000000" + number
                + "\",\"environment_id\":\"" + environment + "\",\"key\":\"flag-" + number
                + "\",\"name\":\"Name of flag " + number
                + "\",\"description\":null,\"enabled\":" + ((i + round) % 7 == 0 ? "true" : "false")
                + ",\"default_value\":false,\"created_at\":\"2026-05-04T10:00:00Z\",\"updated_at\":"
                  "\"2026-06-11T14:22:31.250Z\"}";
    }
    return text + "]}";
}

double millisecondsSince(MonotonicTime start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double milliseconds(const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return millisecondsSince(start);
}

QVector<Flag> decoded(const QByteArray &text)
{
    auto flags = togul::readFlags(text);
    if (!flags)
        bench::giveUp(flags.error().detail);
    return std::move(*flags);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    bench::BenchConsole console(1, 1'000);
    bench::BenchWindow shown(console, Settings());
    shown.paintNow();
    auto *table = shown.window.findChild<QTableView *>(u"flagTable"_s);
    auto *rows = table ? qobject_cast<FlagFilterModel *>(table->model()) : nullptr;
    if (!rows)
        bench::giveUp(u"the window shows no flags"_s);

    const auto finishFiltering = [rows] {
        if (rows->isFiltering())
            QCoreApplication::exec(); // until the model says that all rows have been looked at
    };
    QObject::connect(rows, &FlagFilterModel::shownChanged, rows, [rows] {
        if (!rows->isFiltering())
            bench::leaveLoop();
    });

    std::vector<double> alone;
    std::vector<double> painted;
    std::vector<double> keyPress;
    std::vector<double> allFound;
    std::vector<double> change;
    for (int round = 0; round < rounds; ++round) {
        const QByteArray text = body(round);
        alone.push_back(milliseconds([&] { (void)decoded(text); }));
        console.flags.clear(); // each round shows the first reading of a connection
        painted.push_back(milliseconds([&] {
            console.flags.applySnapshot(decoded(text));
            shown.paintNow();
        }));
        for (const QString &typed :
             {u"7"_s, u"77"_s, u"flag-0"_s, u"flag-07"_s, u"flag-077"_s, u"flag-0777"_s, QString()}) {
            const auto start = std::chrono::steady_clock::now();
            keyPress.push_back(milliseconds([&] {
                if (rows->setFilterText(typed))
                    bench::giveUp(u"the filter is wrong"_s);
                shown.paintNow();
            }));
            finishFiltering();
            shown.paintNow();
            allFound.push_back(millisecondsSince(start));
        }
        if (rows->rowCount() != flagRows)
            bench::giveUp(u"not all flags are shown"_s);
        for (int i = 0; i < 5; ++i) {
            QTimer::singleShot(betweenChanges, rows, &bench::leaveLoop);
            QCoreApplication::exec();
            Flag flag = console.flags.at(i).flag;
            flag.enabled = !flag.enabled;
            change.push_back(milliseconds([&] {
                console.flags.applyFlag(flag, ChangeOrigin::Elsewhere);
                shown.paintNow();
            }));
        }
    }
    const int snapshot =
        bench::report({u"flags-shown"_s, u"%1 flags from the answer to the painted table"_s.arg(flagRows),
                       u"ms"_s, bench::median(painted), u"decoding alone"_s, bench::median(alone), 1.5});
    const int press = bench::report({u"flags-filter"_s, u"one more letter in the filter, painted"_s, u"ms"_s,
                                     bench::median(keyPress), u"the limit"_s, 16, 1});
    const int all = bench::report({u"flags-found"_s, u"all rows for one more letter, painted"_s, u"ms"_s,
                                   bench::median(allFound), u"the limit"_s, 100, 1});
    const int one = bench::report(
        {u"flags-change"_s, u"one change, painted"_s, u"ms"_s, bench::median(change), u"the limit"_s, 20, 1});
    return std::max({snapshot, press, all, one});
}

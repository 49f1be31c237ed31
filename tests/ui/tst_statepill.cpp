// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/statepill.h"
#include "theme/theme.h"

#include <QPainter>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Shape = PillLook::Shape;

FlagRow row(bool enabled, Knowledge knowledge)
{
    FlagRow made;
    made.flag.key = FlagKey(u"a"_s);
    made.flag.enabled = enabled;
    made.knowledge = knowledge;
    return made;
}

CommandLamp lamp(CommandStage stage)
{
    CommandLamp made;
    made.stage = stage;
    made.wanted.enabled = false;
    return made;
}

QImage drawn(const PillLook &look, const ThemeColors &colors)
{
    QImage image(120, 28, QImage::Format_RGB32);
    image.fill(colors.base);
    QPainter painter(&image);
    CellText text;
    paintPill(&painter, QRect(QPoint(10, 3), pillSize(look, qApp->font())), look, colors, qApp->font(), text);
    return image;
}

} // namespace

class TestStatePill : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void saysWhatIsKnown_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<int>("knowledge");
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("shape");
        const auto add = [](const char *name, bool enabled, Knowledge knowledge, const QString &word,
                            Shape shape) {
            QTest::newRow(name) << enabled << int(knowledge) << word << int(shape);
        };
        add("fresh on", true, Knowledge::Fresh, u"ON"_s, Shape::Filled);
        add("fresh off", false, Knowledge::Fresh, u"OFF"_s, Shape::Hollow);
        add("aged on", true, Knowledge::Aged, u"ON?"_s, Shape::Drained);
        add("aged off", false, Knowledge::Aged, u"OFF?"_s, Shape::Drained);
        add("unverified", true, Knowledge::Unverified, u"…"_s, Shape::Waiting);
        add("unknown", true, Knowledge::Unknown, u"— ?"_s, Shape::Unknown);
        add("gone", true, Knowledge::Gone, u"DELETED"_s, Shape::Struck);
    }

    void saysWhatIsKnown()
    {
        QFETCH(bool, enabled);
        QFETCH(int, knowledge);
        QFETCH(QString, word);
        QFETCH(int, shape);
        const PillLook look = pillLook(row(enabled, Knowledge(knowledge)));
        QCOMPARE(look.word, word);
        QCOMPARE(int(look.shape), shape);
    }

    void aDisagreementHasADoubleBorderAndKeepsItsLamp()
    {
        FlagRow one = row(true, Knowledge::Fresh);
        one.lamp = lamp(CommandStage::Disagrees);
        QCOMPARE(pillLook(one), (PillLook{Shape::Double, u"≠ ON"_s}));
        QVERIFY(showsLamp(one));
        QCOMPARE(lampWord(*one.lamp, FlagKind::Flag), u"OFF"_s);
        one.lamp->wanted = FlagPatch{.enabled = {}, .defaultValue = {}, .rollout = 25};
        QCOMPARE(lampWord(*one.lamp, FlagKind::Flag), u"25 %"_s);
    }

    void theLampGoesWhenTheCommandIsSettled()
    {
        FlagRow one = row(true, Knowledge::Fresh);
        QVERIFY(!showsLamp(one));
        one.lamp = lamp(CommandStage::Accepted);
        QVERIFY(showsLamp(one));
        QCOMPARE(pillLook(one).shape, Shape::Filled);
        one.lamp = lamp(CommandStage::Confirmed);
        QVERIFY(!showsLamp(one));
    }

    void everyShapeCanBeToldWithoutItsWordAndColour()
    {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            const Theme theme(*qApp, choice);
            QVector<QImage> images;
            for (const Shape shape : {Shape::Filled, Shape::Hollow, Shape::Drained, Shape::Waiting,
                                      Shape::Double, Shape::Struck}) {
                // One word and one ink for all, so that only the shape differs.
                ThemeColors colors = theme.colors();
                colors.on = colors.off = colors.stale = colors.fault = colors.mutedText = colors.text;
                const QImage image = drawn({shape, u"ON"_s}, colors);
                QVERIFY2(!images.contains(image), qPrintable(QString::number(int(shape))));
                images.append(image);
            }
        }
    }

    void itsAccessibleNameIsTheWord()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        StatePill pill(theme);
        pill.setLook(pillLook(false, FlagKind::Flag));
        QCOMPARE(pill.accessibleName(), u"OFF"_s);
        QVERIFY(pill.sizeHint().width() >= 44);
    }
};

QTEST_MAIN(TestStatePill)
#include "tst_statepill.moc"

"""The words of vendors and languages, as lists of phrases in lower case, accents or not."""

from collections.abc import Mapping

from feedback.domain.tickets.ticket import TicketPriority, TicketStatus

STATUSES: Mapping[TicketStatus, str] = {
    TicketStatus.OPEN: """
        open, opened, new, active, in progress, in work, working, work in progress, wip,
        assigned, unassigned, reopened, re-opened, re opened, to do, todo, backlog, triage,
        escalated, investigating, under investigation, accepted, acknowledged, queued,
        in review, under review, received, created, submitted, not started, started,
        waiting for support, waiting on support, waiting on us, waiting for agent,
        waiting on agent, customer replied, customer responded, responded, unanswered,
        awaiting agent, needs response, awaiting our reply,
        offen, neu, in bearbeitung, in arbeit, zugewiesen, wiedereröffnet, eingegangen,
        ouvert, nouveau, en cours, attribué, rouvert, en traitement, à traiter,
        abierto, nuevo, en curso, en progreso, asignado, reabierto, en proceso, aberto, novo,
        em andamento, em progresso, atribuído, reaberto, aperto, nuovo, in corso, assegnato,
        in lavorazione, riaperto, geopend, nieuw, in behandeling, toegewezen, heropend,
        otwarte, otwarty, nowe, nowy, w toku, w trakcie, przypisane, otevřený, nový, v řešení,
        öppen, ny, pågående, tilldelad, åben, igang, i gang, åpen, under arbeid, avoin, uusi,
        käsittelyssä, открыт, открыта, новый, новая, в работе, назначен, açık, yeni,
        devam ediyor, işlemde, nyitott, új, folyamatban, deschis, nou, în lucru,
        オープン, 新規, 対応中, 未対応, 进行中, 打开, 新建, 处理中, 待处理,
        열림, 신규, 진행중, 진행 중
        """,
    TicketStatus.PENDING: """
        pending, on hold, hold, on-hold, waiting, waiting on customer, waiting for customer,
        awaiting customer, awaiting reply, awaiting response, awaiting customer reply,
        awaiting user, waiting on user, waiting on requester, waiting for requester,
        waiting on third party, waiting for third party, waiting on vendor, third party,
        snoozed, blocked, paused, deferred, stalled, suspended, postponed, scheduled,
        pending customer, pending customer response, pending vendor, waiting on contact,
        wartend, ausstehend, zurückgestellt, wartet auf kunde, wartet auf kunden,
        warten auf kunden, warten auf kunde, warten auf rückmeldung, angehalten, pausiert,
        en attente, en attente du client, en attente client, suspendu, en pause,
        pendiente, en espera, esperando al cliente, esperando cliente, pendente, em espera,
        aguardando, aguardando cliente, aguardando o cliente, in attesa, in sospeso,
        in attesa del cliente, sospeso, in afwachting, wachtend, wacht op klant, on-hold gezet,
        oczekujące, oczekuje, wstrzymane, čekající, čeká na zákazníka, pozastaveno, väntar,
        väntande, väntar på kund, afventer, afventer kunde, venter, venter på kunde, odottaa,
        ожидание, в ожидании, ожидает, ожидает клиента, отложен, beklemede, müşteri bekleniyor,
        függőben, în așteptare,
        保留, 保留中, 待機中, 等待中, 等待客户, 挂起, 대기, 대기중, 보류
        """,
    TicketStatus.SOLVED: """
        solved, resolved, answered, done, fixed, complete, completed, finished, responded to,
        resolution provided, gelöst, erledigt, behoben, beantwortet, fertig, abgearbeitet,
        résolu, traité, terminé, répondu, resuelto, solucionado, completado, respondido,
        terminado, resolvido, concluído, finalizado, risolto, completato, risposto, opgelost,
        afgehandeld, voltooid, beantwoord, rozwiązane, rozwiązany, zakończone, vyřešeno,
        vyřešený, hotovo, löst, lösta, klar, avklarad, løst, færdig, besvaret, ferdig,
        ratkaistu, valmis, решен, решена, решено, выполнено, çözüldü, tamamlandı, megoldva,
        megoldott, kész, rezolvat, finalizat,
        解決, 解決済み, 完了, 対応済み, 已解决, 已完成, 해결, 해결됨, 완료
        """,
    TicketStatus.CLOSED: """
        closed, cancelled, canceled, rejected, declined, archived, spam, deleted, duplicate,
        merged, won't do, wont do, won't fix, wont fix, abandoned, withdrawn, invalid, expired,
        closed complete, closed incomplete, auto closed, geschlossen, abgeschlossen,
        abgebrochen, abgelehnt, storniert, fermé, clos, clôturé, annulé, rejeté, archivé,
        cerrado, cancelado, rechazado, archivado, fechado, encerrado, rejeitado, arquivado,
        chiuso, annullato, rifiutato, archiviato, gesloten, geannuleerd, afgewezen,
        zamknięte, zamknięty, anulowane, odrzucone, uzavřeno, uzavřený, zrušeno, zamítnuto,
        stängd, avslutad, avbruten, lukket, afsluttet, annulleret, avsluttet, kansellert,
        suljettu, peruttu, закрыт, закрыта, закрыто, отменен, отклонен, kapalı, kapatıldı,
        iptal, iptal edildi, lezárt, lezárva, închis, anulat,
        クローズ, 終了, 取消, 关闭, 已关闭, 已取消, 닫힘, 종료, 취소
        """,
}
PRIORITIES: Mapping[TicketPriority, str] = {
    TicketPriority.URGENT: """
        urgent, critical, crit, highest, blocker, emergency, immediate, asap, showstopper,
        very high, severe, p0, p1, prio 1, priority 1, sev 0, sev 1, sev0, sev1, severity 1,
        s1, urgency 1, business critical, dringend, kritisch, höchste, sehr hoch, sofort,
        notfall, urgente, urgence, critique, très élevée, très haute, la plus haute, bloquant,
        crítica, crítico, muy alta, muito alta, emergencia, emergência, critica, critico,
        molto alta, altissima, bloccante, dringendst, kritiek, zeer hoog, spoed, hoogste,
        pilne, pilny, krytyczny, krytyczne, najwyższy, bardzo wysoki, urgentní, kritická,
        kritický, nejvyšší, akut, brådskande, kritisk, högsta, haster, højeste, høyeste,
        kiireellinen, kriittinen, korkein, срочно, срочный, критический, критичный, высочайший,
        acil, kritik, en yüksek, sürgős, kritikus, urgent maxim, 緊急, 至急, 最高,
        紧急, 严重, 긴급,
        매우 높음
        """,
    TicketPriority.HIGH: """
        high, important, major, elevated, p2, prio 2, priority 2, sev 2, sev2, severity 2, s2,
        hoch, wichtig, haute, élevée, élevé, important, importante, alta, alto, elevata,
        hoog, belangrijk, wysoki, wysokie, ważne, vysoká, vysoký, hög, viktig, høj, høy, vigtig,
        korkea, высокий, высокая, важный, yüksek, önemli, magas, ridicat, mare, 高, 重要, 높음
        """,
    TicketPriority.NORMAL: """
        normal, medium, med, moderate, standard, default, regular, average, p3, prio 3,
        priority 3, sev 3, sev3, severity 3, s3, none, not set, no priority, mittel, standard,
        normale, moyenne, moyen, media, medio, média, médio, normaal, gemiddeld, średni,
        średnie, normalny, zwykły, střední, normální, normální priorita, medel, mellem, middels,
        normaali, keskitaso, средний, средняя, нормальный, обычный, orta, közepes, normál,
        mediu, normală, 中, 普通, 通常, 一般, 보통, 중간
        """,
    TicketPriority.LOW: """
        low, lowest, minor, trivial, very low, p4, p5, prio 4, prio 5, priority 4, priority 5,
        sev 4, sev4, sev 5, severity 4, s4, s5, nice to have, planning, niedrig, niedrigste,
        gering, sehr niedrig, basse, faible, mineure, la plus basse, très basse, baja, bajo,
        muy baja, baixa, baixo, muito baixa, bassa, basso, minima, laag, laagste, niski, niskie,
        najniższy, nízká, nízký, nejnižší, låg, lägst, lav, lavest, matala, alhainen, низкий,
        низкая, düşük, en düşük, alacsony, scăzut, scăzută, mic, 低, 最低, 낮음
        """,
}
FLAGS: Mapping[bool, str] = {
    True: """
        true, yes, y, t, 1, x, on, checked, ja, j, wahr, oui, o, vrai, sí, si, s, verdadero,
        sim, verdadeiro, vero, waar, tak, prawda, ano, kyllä, да, evet, igen, da, escalated,
        はい, 是, 예
        """,
    False: """
        false, no, n, f, 0, off, unchecked, nein, falsch, non, faux, falso, não, nao, nee,
        onwaar, nie, fałsz, ne, nej, nei, ei, нет, hayır, nem, nu, not escalated,
        いいえ, 否, 아니요
        """,
}
RATINGS: Mapping[int, str] = {
    5: """
        excellent, great, very good, very satisfied, amazing, awesome, love it, good, satisfied,
        positive, happy, extremely happy, very happy,
        sehr gut, ausgezeichnet, gut, zufrieden, sehr zufrieden, excellente,
        très satisfait, satisfait, bien, bon, excelente, muy satisfecho, satisfecho, bueno,
        bom, ótimo, satisfeito, ottimo, eccellente, soddisfatto, uitstekend, tevreden, goed
        """,
    3: """
        ok, okay, neutral, average, fair, neither, so so, mittel, neutre, moyen, neutro,
        regular, medio, neutraal
        """,
    1: """
        bad, not good, poor, very bad,
        terrible, awful, dissatisfied, very dissatisfied, unsatisfied,
        negative, unhappy, extremely unhappy, very unhappy,
        schlecht, sehr schlecht, unzufrieden, mauvais, insatisfait,
        très insatisfait, malo, mala, insatisfecho, ruim, péssimo, insatisfeito, pessimo,
        scarso, insoddisfatto, slecht, ontevreden
        """,
}
"""Good and bad are all that Zendesk and others ask: the ends of the scale."""
NO_RATING = "offered, unoffered, not offered, not rated, no rating, no response, pending, keine"
"""How helpdesks write that nobody has rated, or was asked to."""
